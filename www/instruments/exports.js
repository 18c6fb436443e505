// Figures as files: an SVG with its title and permalink, and a PNG from that SVG at twice its size.

/**
 * Writes title, description and permalink into an SVG document of the engine's, where its reader and a search find them.
 * @param {string} svg
 * @param {{title: string, description: string, link: string}} about
 */
export function labelled(svg, about) {
  const words = [
    `<title>${escaped(about.title)}</title>`,
    `<desc>${escaped(`${about.description} ${about.link}`)}</desc>`,
    `<metadata>${escaped(about.link)}</metadata>`,
  ].join('\n');
  // As text: parsed in the page, the document's own style attribute would fall under the page's policy.
  const end = svg.indexOf('>') + 1;
  const rest = svg.slice(end).replace(/^\s*<title>[^<]*<\/title>/, '');
  return `${svg.slice(0, end)}\n${words}${rest}`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * The SVG as pixels, twice its size, with title and permalink as PNG text.
 * @param {string} svg
 * @param {{title: string, description: string, link: string}} about
 * @returns {Promise<Blob>}
 */
export async function png(svg, about) {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser gave no canvas to draw the picture on.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!(blob instanceof Blob))
      throw new Error('The picture is too large for this browser; the SVG holds the same figure.');
    return withText(blob, {
      Title: about.title,
      Description: about.description,
      Source: about.link,
      Software: 'Skipscape',
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Adds international text chunks (PNG 11.3.3.4) after the header chunk.
 * @param {Blob} blob
 * @param {Record<string, string>} entries
 */
async function withText(blob, entries) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const header = 8 + 25; // the signature, and IHDR with its length, name and check
  const chunks = Object.entries(entries).map(([keyword, text]) => {
    const body = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text}`);
    const chunk = new Uint8Array(body.length + 8);
    const view = new DataView(chunk.buffer);
    view.setUint32(0, body.length - 4);
    chunk.set(body, 4);
    view.setUint32(4 + body.length, crc32(body));
    return chunk;
  });
  return new Blob([bytes.subarray(0, header), ...chunks, bytes.subarray(header)], { type: 'image/png' });
}

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/**
 * Hands a file to the reader.
 * @param {string} name
 * @param {Blob} blob
 */
export function download(name, blob) {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
