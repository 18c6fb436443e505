// The chapter as a Reveal.js deck. A section is a stack of slides: its title with the first quote, then each further quote and each
// figure. What is said in between are the speaker's notes of the slide before it. A section without quote and figure is no slide.

/** @typedef {import('./chapter.mjs').Section} Section */
/** @typedef {import('./chapter.mjs').Part} Part */

/** Markdown inside a template: nothing in it may end it. @param {string} text */
const inside = (text) => text.replaceAll('</textarea', '&lt;/textarea');

/** A quote's text, without the marks of a quote. @param {string} text */
const unquoted = (text) => text.replace(/^> ?/gm, '');

/** @param {import('./hosts.mjs').Given} given @returns {import('./hosts.mjs').Files} */
export function deck({ chapter, paste }) {
  const stacks = chapter.sections.flatMap(({ title, parts }, at) => {
    if (parts.every(({ kind }) => kind === 'prose')) return [];
    return [`<section>\n${slides(at === 0 ? `# ${title}` : `## ${title}`, parts, paste).join('\n')}\n</section>`];
  });
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${chapter.title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</title>
    <link rel="icon" href="data:,">
    <!-- Reveal.js itself goes beside this file: see README.md. -->
    <link rel="stylesheet" href="reveal.js/dist/reveal.css">
    <link rel="stylesheet" href="reveal.js/dist/theme/white.css">
    <style>
      .reveal { font-size: 30px; }
      .reveal section { text-align: left; }
      .reveal p:has(> small) { margin: 0; font-size: 22px; }
    </style>
  </head>
  <body>
    <div class="reveal"><div class="slides">
${stacks.join('\n')}
    </div></div>
    <script src="reveal.js/dist/reveal.js"></script>
    <script src="reveal.js/dist/plugin/markdown.js"></script>
    <script src="reveal.js/dist/plugin/notes.js"></script>
    <script>
      Reveal.initialize({ hash: true, width: 1120, height: 780, plugins: [RevealMarkdown, RevealNotes] });
    </script>
  </body>
</html>
`;
  return { 'index.html': html };
}

/**
 * @param {string} heading
 * @param {Part[]} parts
 * @param {import('./hosts.mjs').Given['paste']} paste
 */
function slides(heading, parts, paste) {
  /** @type {{ show: string, figure: boolean, notes: string[] }[]} */
  const made = [{ show: heading, figure: false, notes: [] }];
  for (const one of parts) {
    const last = made.at(-1);
    if (one.kind === 'figure') made.push({ show: paste(one).reveal ?? '', figure: true, notes: [one.caption] });
    else if (one.kind === 'prose') last?.notes.push(one.text);
    // The first quote stands under the title, if nothing is said before it.
    else if (made.length === 1 && last?.show === heading && last.notes.length === 0)
      last.show += `\n\n${unquoted(one.text)}`;
    else made.push({ show: unquoted(one.text), figure: false, notes: [] });
  }
  return made.map(({ show, figure, notes }) => {
    const said = notes.join('\n\n');
    if (!figure) return template(said ? `${show}\n\nNote:\n${said}` : show);
    return show.replace(/<\/section>$/, `${said ? `${notesOf(said)}\n` : ''}</section>`);
  });
}

/** @param {string} text */
const template = (text) => `<section data-markdown><textarea data-template>\n${inside(text)}\n</textarea></section>`;

/** @param {string} text */
const notesOf = (text) =>
  `  <aside class="notes" data-markdown><textarea data-template>\n${inside(text)}\n</textarea></aside>`;
