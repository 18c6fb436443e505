// Everything that can be said of a figure in someone's notes: one table, for the frame's address, the element's attributes and the
// documents. Most words are keys of the setup itself, and mean there what they mean here (docs/scene.md); a test compares both.

/**
 * @typedef {object} Word
 * @property {string} name
 * @property {string[]} values  what it may be; prose where there is no list
 * @property {string} otherwise  what it is when left out
 * @property {string} help  one sentence
 * @property {'setup' | 'frame' | 'address' | 'element'} where  a key of the setup; a key beside it after the #; one before it, after
 *   the ?; or an attribute of the element alone
 */

/** @type {readonly Word[]} */
export const WORDS = [
  {
    name: 'view',
    values: ['the name of an instrument'],
    otherwise: 'curves',
    help: 'Which figure is shown.',
    where: 'setup',
  },
  {
    name: 'controls',
    values: ['full', 'minimal', 'none'],
    otherwise: 'full',
    help: 'How much there is to press: everything, the row that trains, or nothing.',
    where: 'setup',
  },
  {
    name: 'hide',
    values: ['names of parts between commas'],
    otherwise: '',
    help: 'Parts that are left out, beside those that `controls` leaves out.',
    where: 'setup',
  },
  {
    name: 'lesson',
    values: ['none', '0 to 12', 'coda', 'lab'],
    otherwise: 'none',
    help: 'A whole lesson in place of the figure.',
    where: 'setup',
  },
  {
    name: 'theme',
    values: ['auto', 'light', 'dark'],
    otherwise: 'auto',
    help: 'Light or dark, or as the page around it says, or else the reader’s system.',
    where: 'setup',
  },
  {
    name: 'height',
    values: ['a whole number from 120 to 4000', 'auto'],
    otherwise: 'auto',
    help: 'Its height in pixels; `auto` is as high as what stands in it, where the page around it follows that.',
    where: 'setup',
  },
  {
    name: 'play',
    values: ['0', '1', 'visible'],
    otherwise: '0',
    help: 'When it starts to train: when asked, on opening, or when it comes into view.',
    where: 'setup',
  },
  {
    name: 'autoplay',
    values: ['true', 'false'],
    otherwise: '',
    help: 'Takes the place of `play`: `true` is `visible`, `false` is `0`.',
    where: 'frame',
  },
  {
    name: 'id',
    values: ['any text'],
    otherwise: '',
    help: 'Comes back in every message, so that several figures on a page can be told apart.',
    where: 'address',
  },
  {
    name: 'origin',
    values: ['an origin such as https://example.org'],
    otherwise: '',
    help: 'Where the page around it comes from: messages go to it alone and are heard from it alone.',
    where: 'address',
  },
  {
    name: 'scene',
    values: ['a scene'],
    otherwise: '',
    help: 'The setup (docs/scene.md); what the other attributes say counts more.',
    where: 'element',
  },
  {
    name: 'src',
    values: ['an address'],
    otherwise: 'embed.html beside the module',
    help: 'Where the frame’s page is.',
    where: 'element',
  },
];

/** Parts of a figure that can be left out, each with what it is. */
export const PARTS = /** @type {const} */ ({
  networks: 'both networks: their names, losses, layers and what they draw',
  layers: 'their layers alone: names, losses and what they draw stay, side by side',
  transport: 'the row that trains: play, step, reset',
  setup: 'the settings',
  tabs: 'the row by which another figure is chosen',
  figure: 'the figure below the networks',
  headline: 'the sentence over the figure',
  options: 'the figure’s switches',
  caption: 'the small words under the figure',
  more: 'what is measured at a press under the figure: ten starts, and the study under the gradients',
  help: 'what the figure is, and when it misleads',
  files: 'the buttons that save the figure',
  link: 'the link to the whole page',
});

/** @typedef {keyof typeof PARTS} Part */

/** What `controls` leaves out. @type {Record<string, Part[]>} */
const LEAVES = {
  full: [],
  minimal: ['layers', 'setup', 'tabs', 'options', 'more', 'help', 'files'],
  none: ['layers', 'setup', 'tabs', 'options', 'more', 'help', 'files', 'transport'],
};

/**
 * The parts that are left out, and the names that are none.
 * @param {Record<string, string>} settings  the setup's
 * @returns {{ hidden: Part[], unknown: string[] }}
 */
export function hidden({ controls = 'full', hide = '', lesson = 'none' }) {
  const asked = hide
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  // A lesson speaks of the layers.
  const left = (LEAVES[controls] ?? []).filter((part) => lesson === 'none' || part !== 'layers');
  const known = /** @type {Part[]} */ (asked.filter((name) => name in PARTS));
  return { hidden: [...new Set([...left, ...known])], unknown: asked.filter((name) => !(name in PARTS)) };
}

/**
 * What stands after the #, as the setup and the words beside it: those are no keys of a setup.
 * @param {string} text
 * @returns {{ scene: string, beside: Record<string, string> }}
 */
export function split(text) {
  const names = new Set(WORDS.filter(({ where }) => where === 'frame').map(({ name }) => name));
  /** @type {Record<string, string>} */
  const beside = {};
  const rest = text
    .replace(/^#/, '')
    .split('&')
    .filter((pair) => {
      const [name = '', ...value] = pair.split('=');
      if (!names.has(name)) return pair !== '';
      beside[name] = value.join('=');
      return false;
    });
  const play = { true: 'visible', false: '0' }[beside.autoplay ?? ''];
  if (play === undefined) return { scene: rest.join('&'), beside };
  return { scene: [...rest.filter((pair) => !pair.startsWith('play=')), `play=${play}`].join('&'), beside };
}

/**
 * A scene with what an element's attributes say of it; what they say counts more.
 * @param {string} scene
 * @param {Record<string, string | null>} attributes  null where one is not there
 */
export function joined(scene, attributes) {
  const said = WORDS.filter(({ where }) => where === 'setup' || where === 'frame').flatMap(({ name }) => {
    const value = attributes[name];
    return value === null || value === undefined ? [] : [[name, value]];
  });
  const names = new Set(said.map(([name]) => name));
  const kept = scene
    .replace(/^[#?]/, '')
    .split('&')
    .filter((pair) => pair !== '' && !names.has(pair.split('=')[0]));
  return [...kept, ...said.map(([name, value]) => `${name}=${value}`)].join('&');
}
