// Before the first paint, so that nobody who has chosen the dark sees a white flash; main.js calls it when another is chosen.
const dark = matchMedia('(prefers-color-scheme: dark)');

function applyTheme(chosen) {
  let theme = chosen;
  try {
    theme ??= localStorage.getItem('dcms.theme');
  } catch {
    // A browser that keeps nothing follows the system.
  }
  document.documentElement.dataset.theme = theme === 'light' || theme === 'dark' ? theme : dark.matches ? 'dark' : 'light';
}

dark.addEventListener('change', () => applyTheme());
applyTheme();

// The first of these takes a browser some 25 ms. Here it has time for that: it waits for the other files.
new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', timeZoneName: 'shortOffset' }).format();
