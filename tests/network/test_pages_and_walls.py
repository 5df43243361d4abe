# ruff: noqa: E501 -- a page is a line
"""Pages that are not what they say, and walls that are not the end of a page: told apart from dead and from good."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib

import pytest

from explainer.network.answer import WebAnswer
from explainer.network.client import client
from explainer.network.outcome import Outcome, judge
from explainer.network.polite import Polite
from explainer.network.walls import signs
from network.internet import Asked, Odd, Page, Reply, Services

LONG = b"<p>" + b"Tea was given to forty adults who slept badly, and their nights were counted. " * 40
HTML = {"Content-Type": "text/html; charset=utf-8"}


def shown(title: str, body: str = "<p>Here.", status: int = 200, **headers: str) -> Reply:
    text = f"<!doctype html><html><head><title>{title}</title></head><body>{body}"
    return Reply(status, text.encode(), {**HTML, **{name.replace("_", "-"): value for name, value in headers.items()}})


def to(address: str, status: int = 302, **headers: str) -> Reply:
    return Reply(
        status, b"", {"Location": address, **{name.replace("_", "-"): value for name, value in headers.items()}}
    )


def wants_cookie(asked: Asked, _count: int) -> Reply:
    """A page that redirects to itself until it sees its cookie."""
    if "seen=1" in asked.headers.get("cookie", ""):
        return Reply()
    return to(asked.target, **{"Set-Cookie": "seen=1; Path=/; HttpOnly"})


def wants_cookie_elsewhere(asked: Asked, _count: int) -> Reply:
    if "token=abc" in asked.headers.get("cookie", ""):
        return Reply()
    return to("/check?back=page", **{"Set-Cookie": "token=abc"})


GOOD: dict[str, Page] = {
    "Cloudflare's script on a page": shown("Tea", "<p>Here.<script src='/cdn-cgi/challenge-platform/h/b/scripts/jsd/main.js'>"),
    "Imperva's script on a page": shown("Tea", "<p>Here is a page that says what tea does, in a sentence or two, for all who read it, "
                                        "and more of it below.<script src='/_Incapsula_Resource?SWJIYLWA=719'></script>"),
    "a form with a captcha": shown("Write to us", "<form>Your name, your address, your question: we answer within a week. "
                                   "This site is protected by reCAPTCHA.<div class='g-recaptcha'></div><p>We are an office of six "
                                   "people, open on weekdays.</form>"),
    "a title that begins as a wall's": shown("Access denied: who gets tea, and who does not"),
    "a title that is a wall's, and much to read": Reply(200, b"<title>Access Denied</title>" + LONG, HTML),
    "a title about what is not found": shown("Not found in tea: twelve substances"),
    "a title with a number": shown("404 adults and their nights"),
    "no words but a picture": Reply(200, b"<!doctype html><body><img src=tea.png></body>", HTML),
    "no words before a script has run": Reply(200, b"<!doctype html><div id=app></div><script src=app.js></script>", HTML),
    "no words but a title": Reply(200, b"<title>Tea.pdf</title>", HTML),
    "no words in the part that is read": Reply(200, b"<!doctype html>" + b"<!-- tea -->" * 8000 + b"Here.", HTML),
    "a body that never comes": Odd.STALLED,
    "headers of 40 KB": shown("Tea", **{"Content-Security-Policy": "default-src 'self' " + "https://a.example.org " * 1800}),
    "many headers": shown("Tea", **{f"X-Header-{n}": "x" for n in range(300)}),
    "br that nobody asked for": Reply(200, b"\x1b\x0f\x00\xf8\xc5\xd7\x8e", {**HTML, "Content-Encoding": "br"}),
    "zstd that nobody asked for": Reply(200, b"\x28\xb5\x2f\xfd\x04\x58\x11", {**HTML, "Content-Encoding": "zstd"}),
    "gzip that nobody asked for": Reply(200, gzip.compress(b"<title>Tea</title>"), {**HTML, "Content-Encoding": "gzip"}),
    "deflate that nobody asked for": Reply(200, zlib.compress(b"<title>Tea</title>"), {**HTML, "Content-Encoding": "deflate"}),
    "a packing that does not exist": Reply(200, b"<title>Tea</title>", {**HTML, "Content-Encoding": "none"}),
    "a redirect until a cookie is seen": wants_cookie,
    "a redirect through a check of cookies": wants_cookie_elsewhere,
    "a page that loads itself anew": shown("Tea", "<meta http-equiv=refresh content='300'>Here."),
    "a page that loads itself anew by name": shown("Tea", "<meta http-equiv=refresh content='5; url=/page'>Here."),
    "a header that loads it anew": shown("Tea", Refresh="5; url=/page"),
    "a refresh for those without scripts": shown("Tea", "<noscript><meta http-equiv=refresh content='0; url=/plain'></noscript>Here."),
    "a refresh in a comment": shown("Tea", "<!-- <meta http-equiv=refresh content='0; url=/new'> -->Here."),
    "a page about refreshes": shown("Tea", "<pre>&lt;meta http-equiv=refresh content='0; url=/x'&gt;</pre>"),
    "a line of text on what is not found": Reply(200, b"Twelve substances were not found in tea.", {"Content-Type": "text/plain"}),
    "data in JSON": Reply(200, b'{"title": "Receptors not found in tea"}', {"Content-Type": "application/json"}),
    "a page on an error": shown("Fatal error", "<p>A fatal error is one that ends a program.</p>" + LONG.decode()),
    "a PDF": Reply(200, b"%PDF-1.7 page not found", {"Content-Type": "application/pdf"}),
    "a script that asks where it is": shown("Tea", "<script>if (location == 'x') {}</script>Here."),
    "a page on maintenance": shown("Methadone maintenance", "<h1>Maintenance</h1>" + LONG.decode()),
    "a page on an expired domain's law": shown("Domains", LONG.decode() + "This domain is for sale."),
}  # fmt: skip

BLOCKED: dict[str, Page] = {
    "404 with Cloudflare's mark": Reply(404, b"", {"cf-mitigated": "challenge"}),
    "410 with AWS's mark": Reply(410, b"", {"x-amzn-waf-action": "captcha"}),
    "a redirect to a page for robots that is not there": to("/apology_objects/abuse-detection-apology.html"),
    "a redirect to a page about cookies": to("/cookieabsent"),
    "Anubis": shown("Making sure you're not a bot!", "<script src='/.within.website/x/cmd/anubis/static/js/main.mjs'>"),
    "Anubis by its script": shown("Loading", "<script src='/.within.website/x/cmd/anubis/static/js/main.mjs'>"),
    "Radware": shown("Radware Captcha Page", "<p>We apologize for the inconvenience..."),
    "Radware elsewhere": to("http://validate.perfdrive.com:{port}/?ssa=1"),
    "DDoS-Guard": shown("DDoS-Guard", "<h1>Checking your browser before accessing</h1>"),
    "Sucuri": shown("You are being redirected...", "<script>var s={},u,c;sucuri_cloudproxy_js='';</script>"),
    "Sucuri's denial": shown("Sucuri WebSite Firewall - Access Denied"),
    "reCAPTCHA": shown("Example", "<p>Please show that you are not a robot<div class='g-recaptcha'></div>"),
    "reCAPTCHA alone": shown("Example", "<script src='https://www.google.com/recaptcha/api.js'></script>"),
    "hCaptcha": shown("One more step", "<p>Please complete the security check<div class=h-captcha></div>"),
    "Turnstile": shown("Example", "<p>Verify you are human<div class=cf-turnstile></div>"),
    "Cloudflare": shown("Just a moment...", "<script>window._cf_chl_opt={}</script>"),
    "Cloudflare's challenge": shown("x", "<script src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1'>"),
    "Imperva": shown("", "<iframe src='/_Incapsula_Resource?SWUDNSAI=31'></iframe>Request unsuccessful."),
    "Imperva's empty page": shown("", "<script src='/_Incapsula_Resource?SWJIYLWA=719'></script>"),
    "Akamai": shown("Access Denied", "<h1>Access Denied</h1>You don't have permission. Reference #18.2d"),
    "F5": shown("Request Rejected", "The requested URL was rejected. Your support ID is: 1"),
    "Vercel": shown("Vercel Security Checkpoint"),
    "DataDome": shown("example.org", "<script src='https://ct.captcha-delivery.com/c.js'></script>"),
    "a login": to("/login?next=/page"),
    "a login in its place": shown("Sign in - Tea Accounts", "<form><input type=password></form>"),
    "a login of an institution": shown("Shibboleth Authentication Request", "<form></form>"),
    "a waiting room": shown("Waiting Room powered by Tea", "You are in line."),
    "cookies switched off": shown("Example", "<p>Please make sure your browser has cookies enabled and try again."),
    "a question about cookies": to("http://consent.a.test:{port}/m?continue=page"),
    "Altcha": shown("Example", "<p>Verifying your browser<script src='/altcha.js'></script>"),
    "Friendly Captcha": shown("Example", "<p>Anti-Robot Verification<div class='frc-captcha'></div>"),
}

DOUBTFUL: dict[str, Page] = {
    "page not found": shown("Page not found"),
    "404 before the site's name": shown("404 - Not Found | Example"),
    "404 after the site's name": shown("Example \u2013 Error 404"),
    "oops": Reply(200, b"<title>Oops! That page can't be found.</title>", HTML),
    "only a heading": shown("Example", "<h1>404</h1><h2>Page Not Found</h2>"),
    "sorry": shown("Sorry, the page you were looking for does not exist"),
    "in a sentence": shown("Example", "<p>The page you are looking for has been removed."),
    "in Thai": shown("\u0e44\u0e21\u0e48\u0e1e\u0e1a\u0e2b\u0e19\u0e49\u0e32"),
    "in letters of another encoding than it says": Reply(
        200, "<title>P\u00e1gina no encontrada".encode("latin-1"), HTML
    ),
    "WordPress's class": Reply(200, b"<title>Example</title><body class='home error404 wp'>Hello" + LONG, HTML),
    "a mark for renderers": shown("Example", "<meta name='prerender-status-code' content='404'>"),
    "a packed page": Reply(200, gzip.compress(b"<title>404 Not Found</title>"), {**HTML, "Content-Encoding": "gzip"}),
    "in UTF-16": Reply(200, "<title>Page not found</title>".encode("utf-16"), {"Content-Type": "text/html"}),
    "parked": shown("example.org", "<script src='https://d1.parkingcrew.net/jsparkcaf.php'></script>"),
    "parked at Sedo": shown("example.org", "<iframe src='https://sedoparking.com/frmpark/example.org'></iframe>"),
    "for sale": shown("example.org is for sale", LONG.decode()),
    "for sale, says the text": shown("example.org", "<h1>Buy this domain</h1>"),
    "expired": shown("Example", "<p>This domain has expired. If you are the owner, renew it."),
    "the server's own page": shown("Welcome to nginx!"),
    "an account that is gone": shown("Account Suspended"),
    "an error of the server": shown("500 - Internal server error.", "<p>There is a problem with the resource."),
    "no database": shown("Tea", "<h1>Error establishing a database connection</h1>"),
    "a line of text": Reply(200, b"404 page not found\n", {"Content-Type": "text/plain"}),
    "a text in JSON": Reply(200, b'{"status": 404, "message": "Not Found"}', {"Content-Type": "application/json"}),
    "a program that failed": shown("", "<br /><b>Fatal error</b>: Uncaught PDOException: gone away in /db.php:3"),
    "not ready yet": shown("We'll be back soon!"),
    "under maintenance": shown("Site under maintenance | Example"),
    "a page in the place of a PDF": Reply(
        200, b"<!DOCTYPE html><title>404</title>", {"Content-Type": "application/pdf"}
    ),
    "meta refresh": shown("Example", "<meta http-equiv='refresh' content='0; url=https://other.example.org/'>"),
    "meta refresh in other letters": shown("Example", "<META HTTP-EQUIV=Refresh CONTENT=\"3;URL='/new'\">"),
    "meta refresh without url=": shown("Example", "<meta content='0;/new' http-equiv=refresh>"),
    "a header that leads on": shown("Example", Refresh="0; url=https://other.example.org/"),
    "a script that leads on": shown("", "<script>window.location.replace('https://other.example.org/')</script>"),
    "nothing": Reply(200, b"", HTML),
    "nothing of no kind": Reply(200, b""),
    "nothing in a file": Reply(200, b"", {"Content-Type": "application/pdf"}),
    "nothing but blanks": Reply(200, b"\xef\xbb\xbf \r\n\n", HTML),
    "nothing, packed": Reply(200, gzip.compress(b" "), {**HTML, "Content-Encoding": "gzip"}),
    "nothing to see": Reply(
        200, b"<!doctype html><html><head><title> </title></head><body><p>&nbsp;</p></body></html>", HTML
    ),
    "302 to nothing": to("/nothing"),
    "302 to the front page": to("/"),
    "307 to the front page of a language": to("/en/", 307),
    "302 to index.html": to("/index.html"),
    "302 to the front page, which says so": to("/?error=404"),
    "302 to an error page": to("/errors/404.html"),
    "302 to a page not found": to("/page-not-found"),
    "302 to a seller of domains": to("http://www.hugedomains.com:{port}/domain_profile.cfm"),
    "302 to a lander": to("/lander"),
}


def outcome(services: Services, page: Page, path: str = "/page") -> tuple[Outcome, str]:
    pages = services.internet.pages
    if isinstance(page, Reply) and "{port}" in page.headers.get("Location", ""):
        page = to(page.headers["Location"].replace("{port}", str(services.internet.port)))
    pages["a.test/*"] = Reply(404)
    for other in ("/", "/en/", "/index.html", "/errors/404.html", "/page-not-found", "/lander", "/login", "/new", "/x"):
        pages[f"a.test{other}"] = Reply()
    pages["consent.a.test/*"] = pages["www.hugedomains.com/*"] = pages["validate.perfdrive.com/*"] = Reply()
    pages["a.test/check"] = to("/page")
    pages["a.test/nothing"] = Reply(200, b"", HTML)
    pages[f"a.test{path}"] = page

    async def asked() -> WebAnswer:
        held = services.settings()
        async with client(held) as sending:
            return await Polite(held, sending.get).ask(services.internet.url("a.test", path))

    judged = judge(asyncio.run(asked()))
    return judged.outcome, judged.detail


JUDGED = {Outcome.OK: GOOD, Outcome.BLOCKED: BLOCKED, Outcome.DOUBTFUL: DOUBTFUL}


NOT_FOUND = """\
Seite nicht gefunden | Beispiel; Diese Seite existiert nicht; Die angeforderte Seite konnte nicht gefunden werden
Page introuvable; Cette page n\u2019existe pas; Page non trouv\u00e9e; Erreur 404; We can\u2019t find that page
No se ha encontrado la p\u00e1gina; Error 404: pa\u0301gina no encontrada; P\u00e1gina n\u00e3o existe; La pagina non esiste
Deze pagina bestaat niet; Sidan finns inte; Siden findes ikke; Fant ikke siden; S\u00ed\u00f0a fannst ekki; Sivua ei l\u00f6ytynyt
Nie mo\u017cna odnale\u017a\u0107 strony; Str\u00e1nka nebyla nalezena; Str\u00e1nka sa nena\u0161la; Stranica nije prona\u0111ena; Az oldal nem tal\u00e1lhat\u00f3
Pagina nu a fost g\u0103sit\u0103; SAYFA BULUNAMADI; Halaman tidak dijumpai; Trang kh\u00f4ng t\u1ed3n t\u1ea1i; Lehek\u00fclge ei leitud
\u0421\u0442\u0440\u0430\u043d\u0438\u0446\u0430 \u043d\u0435 \u0441\u0443\u0449\u0435\u0441\u0442\u0432\u0443\u0435\u0442; \u041e\u0448\u0438\u0431\u043a\u0430 404; \u0397 \u03c3\u03b5\u03bb\u03af\u03b4\u03b1 \u03b4\u03b5\u03bd \u03b2\u03c1\u03ad\u03b8\u03b7\u03ba\u03b5; \u05d4\u05d3\u05e3 \u05dc\u05d0 \u05e0\u05de\u05e6\u05d0
\u304a\u63a2\u3057\u306e\u30da\u30fc\u30b8\u306f\u898b\u3064\u304b\u308a\u307e\u305b\u3093\u3067\u3057\u305f; \uc694\uccad\ud558\uc2e0 \ud398\uc774\uc9c0\ub97c \ucc3e\uc744 \uc218 \uc5c6\uc2b5\ub2c8\ub2e4; \u60a8\u8bbf\u95ee\u7684\u9875\u9762\u4e0d\u5b58\u5728; \u627e\u4e0d\u5230\u9801\u9762"""
FOUND = """\
Die Seite der Verlierer: was nicht gefunden wurde; Page 404; La page de garde; No existe cura; Erreur 404 fois
\u0421\u0442\u0440\u0430\u043d\u0438\u0446\u0430 404; Nicht gefunden haben wir: Tee; Fehler 4041; Stronger tea: ne postoji; Side effects not seen"""


def test_pages_that_are_not_found_in_many_languages() -> None:
    for titles, doubtful in ((NOT_FOUND, True), (FOUND, False)):
        for title in titles.replace("\n", "; ").split("; "):
            found = signs({"content-type": "text/html"}, f"<title>{title}</title><p>Here.".encode(), "http://a.test/")
            assert bool(found.doubt) is doubtful, title


@pytest.mark.parametrize(("expected", "name"), [(one, name) for one, pages in JUDGED.items() for name in pages])
def test_what_a_page_shows_counts_more_than_its_status(expected: Outcome, name: str, services: Services) -> None:
    assert outcome(services, JUDGED[expected][name])[0] is expected


@pytest.mark.parametrize(
    ("path", "page", "expected"),
    [
        ("/index.php", to("/"), Outcome.OK),
        ("/en/", to("/"), Outcome.OK),
        ("/old", to("/new", 301), Outcome.MOVED),
        ("/old", to("/new?from=old", 302), Outcome.OK),
        ("/old", to("/gone-article", 301), Outcome.DEAD),
        ("/login", Reply(), Outcome.OK),
        ("/a/404", Reply(), Outcome.OK),
    ],
)
def test_other_pages_and_redirects_keep_their_outcome(
    path: str, page: Page, expected: Outcome, services: Services
) -> None:
    assert outcome(services, page, path)[0] is expected


def test_cookies_stay_with_their_host(services: Services) -> None:
    pages, url = services.internet.pages, services.internet.url
    pages["a.test/page"] = to(url("b.test", "/x"), **{"Set-Cookie": "a=1; Domain=test"})
    pages["b.test/x"] = Reply()
    assert outcome(services, pages["a.test/page"])[0] is Outcome.OK
    assert "cookie" not in services.internet.asked[-1].headers


def test_a_redirect_in_a_circle_is_one_with_cookies_too(services: Services) -> None:
    found, why = outcome(services, to("/page", **{"Set-Cookie": "a=1"}))
    assert (found, "circle" in why) == (Outcome.UNKNOWN, True)


@pytest.mark.parametrize(
    "start",
    [
        b"<" * 60_000,
        b"<a" * 30_000,
        b"<!--" * 15_000,
        b"<![CDATA[" * 6_000,
        b"<title>" + b"page " * 12_000,
        b"<h1>" * 15_000,
        b"<title>" + b"404 - " * 10_000,
        b"<script>" + b"location" * 7_000,
        b"&#" * 30_000,
        b"<meta http-equiv=refresh content='" + b"1" * 50_000 + b"'>",
        b"<meta http-equiv=refresh content='0;url=http://[::1'>",
        b"\xff\xfe" + b"<\x00" * 9,
        b"<![x[",
        b"<!doctype [",
    ],
    ids=range(14),
)
def test_hostile_pages_are_read_in_no_time(start: bytes) -> None:
    begun = time.monotonic()
    signs({"content-type": "text/html; charset=" + "x" * 9000}, start, "https://a.example.org/")
    assert time.monotonic() - begun < 2
