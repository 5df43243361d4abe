// Reads the page aloud, by voices of this device only: the text goes nowhere. Without such a voice no button is shown.
(() => {
  "use strict";
  const speech = window.speechSynthesis;
  const button = document.querySelector("[data-listen]");
  if (!speech || !button) return;
  const BLOCKS = "h1, h2, h3, p, li, dt, dd, summary, figcaption, caption, tr";
  const LEFT_OUT = "nav, aside, form, svg, button, select, .x-trust, .x-take, .x-share, .x-contents, .x-chooser, .x-about, .x-references, .x-where";
  const UNSAID = ".x-cites, .x-worksof, .headerlink, .x-refnote, [aria-hidden], svg";
  const { listen, stop } = button.dataset;

  const own = () => {
    const [language] = document.documentElement.lang.split("-");
    return speech.getVoices().filter((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language))[0];
  };
  const offer = () => { button.hidden = !own(); };

  // The texts to read, block by block, since some browsers break off long texts.
  function pieces() {
    const blocks = [...document.querySelectorAll("article :is(" + BLOCKS + ")")];
    return blocks.filter((it) => !it.closest(LEFT_OUT) && !it.closest("[hidden]") && !it.matches("#sources, #about") && !it.parentElement.closest("li, tr, summary, figcaption")).map((it) => {
      const copy = it.cloneNode(true);
      for (const part of copy.querySelectorAll(UNSAID)) part.remove();
      return copy.textContent.replace(/\s+/g, " ").trim();
    }).filter(Boolean);
  }

  function show(speaking) {
    button.textContent = speaking ? stop : listen;
    button.setAttribute("aria-pressed", String(speaking));
  }

  button.addEventListener("click", () => {
    const speaking = button.getAttribute("aria-pressed") === "true";
    speech.cancel();
    show(!speaking);
    if (speaking) return;
    const voice = own();
    const said = pieces().map((text) => Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang }));
    said.at(-1).addEventListener("end", () => show(false));
    for (const piece of said) speech.speak(piece);
  });
  window.addEventListener("pagehide", () => speech.cancel());
  speech.addEventListener?.("voiceschanged", offer);
  offer();
})();
