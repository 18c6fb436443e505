// Before the first paint: the theme that the link, the reader or the system asks for, and the room of the lesson that a link is to.
(() => {
  const { dataset, classList } = document.documentElement;
  const asked = new URLSearchParams(location.hash.slice(1));
  let wish = asked.get('theme');
  if (wish !== 'light' && wish !== 'dark' && !('embed' in dataset)) {
    try {
      wish = localStorage.getItem('skipscape.theme');
    } catch {
      wish = null; // Storage is refused in some frames; the system's theme is then the answer.
    }
  }
  if (wish !== 'light' && wish !== 'dark') wish = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  dataset.theme = wish;

  // A frame and a page of one file have no such sheets beside them.
  if ('embed' in dataset || !document.currentScript?.hasAttribute('src')) return;
  if ((asked.get('lesson') ?? 'none') === 'none') return;
  classList.add('in-lesson');
  for (const name of ['lessons', 'narrow']) {
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = `lessons/${name}.css`;
    sheet.setAttribute('blocking', 'render');
    document.head.append(sheet);
  }
})();
