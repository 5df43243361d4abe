"""A release: data, schemas and the built site in one zip file that comes out the same to the last byte.

What makes zip files differ is left out: entries are sorted, all have the day of the build (SOURCE_DATE_EPOCH), the same
rights and no extra fields. Source: reproducible-builds.org, and APPNOTE.TXT (PKWARE) on what an entry holds.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date

from explainer.dataset.file_names import DATASET, FORMS, TABLE, bibliography_data, schema_data
from explainer.dataset.records import DATA_VERSION
from explainer.pages.how_to_cite import cite_dataset
from explainer.pages.site_view import SiteView
from explainer.publish.schema import PUBLISHED

SUMS = "SHA256SUMS"
DATA = (DATASET, TABLE, *(bibliography_data(form) for form in FORMS))
SCHEMAS = tuple(schema_data(name) for name in PUBLISHED)


def release_name(view: SiteView, version: str) -> str:
    """Return the name of a release's folder and file: the site's name in plain letters, and the version."""
    plain = unicodedata.normalize("NFKD", view.data.site.name).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'site'}-{version}"


def release_files(
    view: SiteView, version: str, site: Mapping[str, bytes], beside: Mapping[str, str], address: str = ""
) -> dict[str, bytes]:
    """Return the files of a release by their path in its folder.

    `site` is the built site; `beside` holds further texts, such as the licence. The data and schemas stand apart, so
    that nobody has to look for them in the site. Raises KeyError where the site lacks one of them.
    """
    files = {f"data/{name}": site[name] for name in DATA}
    files |= {name: site[name] for name in SCHEMAS}
    files |= {f"site/{name}": content for name, content in site.items()}
    files |= {name: text.encode() for name, text in beside.items()}
    files["README.txt"] = _readme(view, version, address).encode()
    return files | {SUMS: sums(files).encode()}


def sums(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 sums of files in the form that `sha256sum --check` reads."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))


def zipped(folder: str, files: Mapping[str, bytes], day: date) -> bytes:
    """Return files as a zip file, all below one folder and all of one day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every machine
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[name])
    return out.getvalue()


def _readme(view: SiteView, version: str, address: str) -> str:
    return "\n".join(_lines(view, version, address)) + "\n"


def _lines(view: SiteView, version: str, address: str) -> Iterable[str]:
    site = view.data.site
    yield f"{site.name}, release {version} of {view.today.isoformat()}, form of the data {DATA_VERSION}"
    yield ""
    yield "data/            claims and references; site/claims/ holds each claim by itself"
    yield "schema/          the JSON Schemas of the data"
    yield "site/            the whole site, to be shown by any web server"
    yield "CONCLUSIONS.md   conclusions that changed since the release before"
    yield f"{SUMS}       to check the files: sha256sum --check {SUMS}"
    yield ""
    yield f"Licence of texts and data: {site.data_licence}. To cite:"
    yield cite_dataset(view, address)
    yield ""
    yield site.shown_notes
