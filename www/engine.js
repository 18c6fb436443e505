// The engine comes as two files: the trainer trains and draws the first view; the whole one also measures, and loads when it is
// asked for.

/**
 * Fetches and compiles a wasm file, at once where its server says what it is.
 * @param {URL} url
 */
export async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The engine could not be loaded: ${response.status} ${response.statusText}.`);
  const typed = response.headers.get('content-type')?.startsWith('application/wasm');
  return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
