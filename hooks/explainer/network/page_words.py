"""The words by which pages for robots, error pages and parked domains are known. All in lower case.

Lists and not a program: a new kind of wall is one line here. Where a line is a pattern, `*` stands for anything.
"""

from __future__ import annotations

import re
from fnmatch import translate

WALL_TITLES = """
just a moment
one moment, please
please wait
attention required
attention required! | cloudflare
access denied
access to this page has been denied
pardon our interruption
are you a robot
are you human
are you a human
robot or human
bot or not
client challenge
human verification
human check
bot verification
browser check
robot check
captcha
captcha page
verify you are human
verify you are a human
verifying you are human
please verify you are a human
please verify you are human
verify that you are human
making sure you?re not a bot
ddos-guard
ddos protection*
radware captcha page
radware bot manager captcha
sucuri website firewall
you are being redirected
checking your browser*
security check
security checkpoint
vercel security checkpoint
request rejected
forbidden
403 forbidden
error 403
blocked
you have been blocked
sorry, you have been blocked
unusual traffic*
too many requests
429 too many requests
* used cloudflare to restrict access
"""
"""Titles, or parts of titles, of walls: at Cloudflare, Imperva, DataDome, PerimeterX, Anubis, Radware and others."""

WALL_MARKS = """
_cf_chl_opt
cf-browser-verification
/.within.website/x/cmd/anubis
anubis_challenge
perfdrive.com
radware bot manager
/.well-known/ddos-guard/
sucuri_cloudproxy_js
sucuri website firewall
_incapsula_resource?swudnsai
incapsula incident id
captcha-delivery.com
px-captcha
/_sec/cp_challenge
sec-if-cpt-container
bm-verify=
errors.edgesuite.net
awswafcookiedomainlist
gokuprops
kpsdk
the requested url was rejected
/.basedflare/
"""
"""Parts of the source that stand on walls alone. Scripts on good pages (Cloudflare's `/jsd/`) do not count."""

CAPTCHAS = """
recaptcha/api.js
recaptcha/enterprise.js
g-recaptcha
hcaptcha.com/
h-captcha
challenges.cloudflare.com/turnstile
cf-turnstile
friendlycaptcha
frc-captcha
mtcaptcha
arkoselabs
geetest
"""
"""Parts of the source by which a page asks a riddle: on a wall, and in the form of a good page too."""

PROOFS = """
not a robot
not a bot
you are human
you are a human
you're human
you are not a
unusual traffic
complete the captcha
solve the captcha
security check
security verification
checking your browser
enable javascript and cookies to continue
verify you
verify that you
verify your browser
automated requests
automated access
automated traffic
prove you
"""
"""What walls ask of their visitors, in the text that they show."""

NOT_FOUND = """
404
410
error 404
404 error
http 404
http error 404
fehler 404
erreur 404
not found
nothing found
nothing was found
file not found
no longer available
this page is gone
we can't find that page
we can't find the page
we couldn't find that page
we can't find this page
page can't be found
that page can't be found
nothing here
seite nicht gefunden
seite wurde nicht gefunden
die seite wurde nicht gefunden
die seite existiert nicht
nicht gefunden
page introuvable
page non trouv\u00e9e
p\u00e1gina no encontrada
no se encontr\u00f3 la p\u00e1gina
p\u00e1gina n\u00e3o encontrada
pagina non trovata
pagina niet gevonden
sidan kunde inte hittas
sidan hittades inte
siden ble ikke funnet
siden blev ikke fundet
sivua ei l\u00f6ydy
strona nie znaleziona
strona nie zosta\u0142a znaleziona
str\u00e1nka nenalezena
\u0441\u0442\u0440\u0430\u043d\u0438\u0446\u0430 \u043d\u0435 \u043d\u0430\u0439\u0434\u0435\u043d\u0430
sayfa bulunamad\u0131
halaman tidak ditemukan
\u30da\u30fc\u30b8\u304c\u898b\u3064\u304b\u308a\u307e\u305b\u3093
\u30da\u30fc\u30b8\u304c\u898b\u3064\u304b\u308a\u307e\u305b\u3093\u3067\u3057\u305f
\u9875\u9762\u4e0d\u5b58\u5728
\u627e\u4e0d\u5230\u9875\u9762
\u0e44\u0e21\u0e48\u0e1e\u0e1a\u0e2b\u0e19\u0e49\u0e32
"""
"""Titles and headings, or parts of them, of pages that stand where another is not."""

PARKED = """
sedoparking
parkingcrew
parklogic
bodis.com
hugedomains.com
dan.com/
afternic.com
undeveloped.com
above.com/
parking-page
parkingpage
window.park=
window.park =
skenzo
sedo.com/search
sedo.com/services
dns-parking
cashparking
efty.com
brandbucket.com
atom.com/name
godaddy.com/forsale
godaddy.com/domainfind
"""
"""Parts of the source, or of an address, by which a domain is parked or offered for sale."""

FOR_SALE = """
domain is for sale
domain name is for sale
domain may be for sale
domain name may be for sale
domain could be for sale
domain is available for sale
domain for sale
domain name for sale
buy this domain
buy this domain name
this domain is parked
domain is parked
domain has been parked
parked free
parked domain
domain has expired
domain name has expired
domain expired
this domain has been registered
this domain has recently been registered
make an offer on this domain
inquire about this domain
interested in this domain
domain ist zu verkaufen
domain steht zum verkauf
domain ist geparkt
domaine est \u00e0 vendre
domaine est en vente
dominio en venta
future home of something
"""
"""What pages of parked domains say."""

EMPTY_HOUSE = """
welcome to nginx
apache2*default page*
iis windows
iis windows server
it works
default page
default web site page
default website page
test page for *
domain default page
web server's default page
account suspended
this account has been suspended
site not found
site not published
site not installed
website coming soon
coming soon
under construction
site under construction
index of /
"""
"""Titles and headings of the pages that servers show before they have pages."""

ROBOT_PATHS = """
abuse
abuse-detection
apology
antibot
anti-bot
bot
bots
bot-check
bot-detection
botcheck
botdetection
captcha
challenge
robot
robots
access-denied
accessdenied
denied
blocked
forbidden
human
humans
verify
validate
validation
security-check
unsupported-browser
unsupportedbrowser
cookieabsent
cookie-absent
cookies-not-supported
"""
"""Parts of addresses that sites redirect robots to."""

ROBOT_WORDS = """
abuse
apology
antibot
bot
bots
botdetection
captcha
blocked
denied
"""
"""Words in the parts of such addresses, where what answers there is no page."""

LOGIN_PATHS = """
login
log-in
signin
sign-in
logon
sso
idp
auth
authenticate
authorize
wp-login
saml
saml2
oauth
oauth2
cas
"""
"""Parts of addresses of pages to log in."""

ERROR_PATHS = """
404
410
error404
error-404
err404
404error
not-found
not_found
notfound
page-not-found
pagenotfound
page_not_found
page-missing
error
errors
errorpage
error-page
error_page
gone
"""
"""Parts of addresses of pages that say that another is not there."""


def lines(text: str) -> frozenset[str]:
    """Return the lines of a list."""
    return frozenset(text.strip().splitlines())


def any_of(text: str) -> re.Pattern[str]:
    """Return a pattern that finds any line of a list."""
    return re.compile("|".join(re.escape(line) for line in sorted(lines(text), key=len, reverse=True)))


def whole(text: str) -> re.Pattern[str]:
    """Return a pattern that matches a text that is a line of a list, with `*` and `?` as in names of files."""
    return re.compile("|".join(translate(line) for line in sorted(lines(text))))
