"""A release: data, schemas and the built site in a reproducible zip file, and the citation file of the repository.

Entries are sorted, and all have the day of the build (SOURCE_DATE_EPOCH), the same permissions and no extra fields.
Sources: reproducible-builds.org, APPNOTE.TXT (PKWARE) and, for CITATION.cff, the Citation File Format 1.2.0.
"""

import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import partial

from explainer.dataset.file_names import DATASET, FORMATS, TABLE, bibliography_data, schema_data
from explainer.dataset.records import DATA_VERSION
from explainer.pages.how_to_cite import cite_dataset
from explainer.pages.site_view import SiteView
from explainer.publish.schema import PUBLISHED

SUMS = "SHA256SUMS"
DATA = (DATASET, TABLE, *(bibliography_data(form) for form in FORMATS))
SCHEMAS = tuple(schema_data(name) for name in PUBLISHED)


def release_name(view: SiteView, version: str) -> str:
    """Return the name of the folder and file of a release: the site's name in plain letters, and the version."""
    plain = unicodedata.normalize("NFKD", view.data.site.name).encode("ascii", "ignore").decode().lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'site'}-{version}"


def release_files(
    view: SiteView, version: str, site: Mapping[str, bytes], beside: Mapping[str, str], address: str = ""
) -> dict[str, bytes]:
    """Return the files of a release by their path in its folder.

    `site` has the files of the built site, `beside` further texts such as the licence. Data and schemas are copied into
    folders of their own, so that nobody has to look for them in the site. Raises KeyError if the site lacks one.
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
    """Return a zip file of these files, all below one folder and with one day."""
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
    site = view.data.site
    return f"""\
{site.name}, release {version} of {view.today.isoformat()}, form of the data {DATA_VERSION}

data/            claims and references; site/claims/ holds each claim by itself
schema/          the JSON Schemas of the data
site/            the whole site, to be shown by any web server
CONCLUSIONS.md   conclusions that changed since the release before
{SUMS}       to check the files: sha256sum --check {SUMS}

Licence of texts and data: {site.data_licence}. To cite:
{cite_dataset(view, address)}

{site.shown_notes}
"""


def citation_cff(view: SiteView, version: str, released: date) -> str:
    """Return the text of CITATION.cff for a version and the day of its release.

    Raises ValueError if docs/data/site.yml has no `citation`. Values are JSON strings, which are YAML as well.
    """
    site = view.data.site
    if site.citation is None:
        raise ValueError("docs/data/site.yml has no `citation`: it says who made the data and what it is called.")
    quoted = partial(json.dumps, ensure_ascii=False)
    authors = "".join(f"  - name: {quoted(name)}\n" for name in site.citation.authors)
    keywords = ", ".join(map(quoted, site.citation.keywords))
    return f"""\
cff-version: 1.2.0
message: If you use the texts, the data or the generator, please cite them as below.
title: {quoted(site.citation.title)}
type: dataset
authors:
{authors}version: {quoted(version)}
date-released: {quoted(released.isoformat())}
license: {site.data_licence}
""" + (f"keywords: [{keywords}]\n" if keywords else "")
