// The page's entry.
import { publish } from './api.js';
import { Keyboard } from './keyboard.js';
import { mount, showRecorded, start } from './launch.js';
import { Page } from './page.js';

const page = new Page();
page.keyboard = new Keyboard(page);
const lanes = mount(page);
publish(page, start(page, lanes, { first: showRecorded(page, page.address.read()) }));
