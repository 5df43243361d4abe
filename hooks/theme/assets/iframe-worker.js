// Pages opened from a disk alone: a browser starts no worker there, so the search's worker runs in a hidden frame.
// The theme would load a script for this from another host, and that script needs inline scripts to be allowed.
(() => {
  "use strict";
  if (location.protocol !== "file:") return;

  // The theme requests the site's map and works without it; from a disk the request only logs an error.
  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, address, ...more) {
    this.onDisk = new URL(address, location).protocol === "file:";
    open.call(this, method, address, ...more);
  };
  XMLHttpRequest.prototype.send = function (...data) {
    if (this.onDisk) queueMicrotask(() => this.dispatchEvent(new ProgressEvent("error")));
    else send.apply(this, data);
  };

  window.Worker = class extends EventTarget {
    #frame = document.createElement("iframe");
    #ready;

    constructor(url) {
      super();
      this.#frame.hidden = true;
      document.body.append(this.#frame);
      const inside = this.#frame.contentWindow;
      const load = (address) =>
        new Promise((resolve, reject) => {
          const script = inside.document.createElement("script");
          script.src = new URL(address, new URL(url, location)).href;
          script.onload = resolve;
          script.onerror = () => reject(new Error(`not loaded: ${script.src}`));
          inside.document.body.append(script);
        });
      inside.importScripts = async (...addresses) => {
        for (const address of addresses) await load(address);
      };
      inside.postMessage = (data) => this.#tell(new MessageEvent("message", { data }));
      this.#ready = load("");
      this.#ready.catch((error) => this.#tell(new ErrorEvent("error", { error, message: error.message })));
    }

    #tell(event) {
      this.dispatchEvent(event);
      this[`on${event.type}`]?.(event);
    }

    postMessage(data) {
      const inside = this.#frame.contentWindow;
      this.#ready.then(() => inside.dispatchEvent(new MessageEvent("message", { data: structuredClone(data) })));
    }

    terminate() {
      this.#frame.remove();
    }
  };
})();
