"""Typing into the site's search in a real browser, and waiting for the answer to the last letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

# The theme sends each question to a worker and shows what comes back. Counting both tells when all is answered.
COUNT = """
  const [QUERY, RESULT] = [2, 3];
  window.searched = {asked: 0, answered: 0, last: null};
  const Before = window.Worker;
  window.Worker = class extends Before {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", ({data}) => {
        if (!data || data.type !== RESULT) return;
        searched.answered += 1;
        searched.told = data.data.query;  // a worker of ours says which question it answers, and passes over older ones
      });
    }
    postMessage(message, ...rest) {
      if (message && message.type === QUERY) { searched.asked += 1; searched.last = message.data; }
      super.postMessage(message, ...rest);
    }
  };
"""

# On a site whose pages have no panel of help there is nothing to wait for.
HELP_CAME = """() => document.querySelector(".md-search .x-help")
  || !document.querySelector("template[data-help], script[src*='assets/emergency']")"""


def search_page(context: BrowserContext, address: str) -> Page:
    """Open a page whose search can be waited for."""
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.add_init_script(COUNT)
    page.goto(address, wait_until="networkidle")
    return page


def ask(page: Page, question: str, *, letters: bool = False) -> list[str]:
    """Ask a question and return the paths of the results, one a page, from the first on.

    All but the last letter is put in at once, as by a reader who pastes; with `letters` each is typed.
    """
    if not page.evaluate("() => document.activeElement.matches('.md-search__input')"):
        page.keyboard.press("/")
    # The panel of help is fetched when the box is turned to. Typed before it came, a question is answered without it.
    page.wait_for_function(HELP_CAME)
    page.keyboard.press("ControlOrMeta+a")
    if letters:
        page.keyboard.type(question)
    else:
        page.keyboard.insert_text(question[:-1])
        page.keyboard.type(question[-1])
    answered = "(q) => searched.last === q && (searched.told === q || searched.asked === searched.answered)"
    page.wait_for_function(answered, arg=question)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
    return [path for path, _ in results(page)]


def results(page: Page) -> list[tuple[str, str]]:
    """Return the path and the line of marks of each result, from the first on."""
    found: list[Any] = page.locator(".md-search-result__item > a:first-child").evaluate_all(
        "(all) => all.map((a) => [a.href, a.querySelector('.x-found')?.textContent.trim() || ''])"
    )
    return [(urlsplit(address).path, marks) for address, marks in found]
