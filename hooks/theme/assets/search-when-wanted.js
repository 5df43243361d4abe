// The theme loads the whole search index with every page. Here the request waits until somebody uses the search.
(() => {
  "use strict";
  const { open, send } = XMLHttpRequest.prototype;
  const waiting = new Set();
  let wanted = false;

  XMLHttpRequest.prototype.open = function (method, address, ...more) {
    if (!wanted && new URL(address, location).pathname.endsWith("/search_index.json")) waiting.add(this);
    open.call(this, method, address, ...more);
  };
  XMLHttpRequest.prototype.send = function (...data) {
    if (!waiting.has(this) || wanted) send.apply(this, data);
  };

  function release() {
    wanted = true;
    for (const request of waiting) send.call(request);
    waiting.clear();
  }

  // By hand, by key or by an address with a question: in each case the theme ticks its box or moves the focus.
  document.getElementById("__search")?.addEventListener("change", release, { once: true });
  document.querySelector("[data-md-component=search]")?.addEventListener("focusin", release, { once: true });
})();
