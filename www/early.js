// Before the first paint: the theme that the link, the reader or the system asks for.
(() => {
  const { dataset } = document.documentElement;
  let wish = new URLSearchParams(location.hash.slice(1)).get('theme');
  if (wish !== 'light' && wish !== 'dark' && !('embed' in dataset)) {
    try {
      wish = localStorage.getItem('skipscape.theme');
    } catch {
      wish = null; // Storage is refused in some frames; the system's theme is then the answer.
    }
  }
  if (wish !== 'light' && wish !== 'dark') wish = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  dataset.theme = wish;
})();
