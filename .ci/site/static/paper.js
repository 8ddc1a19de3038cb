// Paper is white: a page that is read in the dark is printed in the light.
const root = document.documentElement;
addEventListener("beforeprint", () => { root.dataset.onScreen = root.dataset.theme; root.dataset.theme = "light"; });
addEventListener("afterprint", () => { root.dataset.theme = root.dataset.onScreen; });
