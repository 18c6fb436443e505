// Every lesson, in the order of the walk.

import { lesson as degradation } from './degradation.js';
import { lesson as empty } from './empty-layers.js';
import { lesson as fair } from './fair-fight.js';
import { lesson as gradients } from './gradients.js';
import { lesson as lesions } from './lesions.js';
import { lesson as overfitting } from './overfitting.js';
import { lesson as paths } from './paths.js';
import { lesson as price } from './price.js';
import { lesson as steps } from './small-steps.js';
import { lesson as start } from './start.js';
import { lesson as surface } from './surface.js';
import { lesson as transformer } from './who-and-where.js';
import { lesson as branch } from './x-plus-f.js';

/** @type {(import('../types.d.ts').Lesson | import('../types.d.ts').Tour)[]} */
export const lessons = [
  start,
  degradation,
  overfitting,
  empty,
  branch,
  fair,
  gradients,
  paths,
  steps,
  lesions,
  surface,
  price,
  transformer,
];
