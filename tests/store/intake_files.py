"""Files of all kinds for the tests of taking in, made by hand: good ones and hostile ones."""

import io
import zipfile
import zlib

HEAD = (
    '<!doctype html><html lang="en"><head><title>China, Uzbekistan sign plant deal | Daily Steppe'
    '</title><meta property="og:site_name" content="Daily Steppe">'
    '<meta property="article:published_time" content="2023-10-06T23:30:00+05:00">'
    '<link rel="canonical" href="https://www.steppe.example/world/plant-deal">{more}</head><body>'
)
BODY = """
<header><nav><a href="/">Home</a> <a href="/world">World</a></nav></header>
<div class="cookie">We use cookies. Accept all</div>
<article><h1>China, Uzbekistan sign plant deal</h1>
<p class="byline">By Anna Lee</p><time datetime="2023-10-06">6 October 2023</time>
<p>TASHKENT, Oct. 6, 2023 (Xinhua) -- China and Uzbekistan signed a deal worth 150 million dollars
on Friday to build a car plant in the Jizzakh Region, the ministry of investment said.</p>
<p>The plant will make 50,000 cars a year once it is finished, according to a statement by the two
sides, and will employ 1,200 people from the villages around it.</p>
<table><tr><th>Year</th><th>Cars</th></tr><tr><td>2024</td><td>30,000</td></tr></table>
<p>“We shall sell them in the whole of Central Asia,” the head of the company told reporters.</p>
</article>
<aside class="ad">Buy cheap flights now!</aside>
<div class="related"><ul><li><a href="/a">Ten best beaches</a></li></ul></div>
<footer>Copyright 2026 Daily Steppe. All rights reserved.</footer></body></html>
"""
LD = (
    '<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},{"@type":'
    '["NewsArticle"],"headline":"China, Uzbekistan sign plant deal","datePublished":'
    '"2023-10-06T10:00:00Z","author":[{"@type":"Person","name":"Anna Lee"}],"publisher":'
    '{"@type":"Organization","name":"Daily Steppe"},"inLanguage":"en-GB"}]}</script>'
)
NEWS = (HEAD.format(more=LD) + BODY).encode()

WORD = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
    'wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
)
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
CORE = (
    '<?xml version="1.0"?><c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/'
    '2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Plant deal</dc:title>'
    "<dc:creator>Anna Lee</dc:creator><dcterms:created>2023-10-07T09:00:00Z</dcterms:created>"
    "</c:coreProperties>"
)


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return packed.getvalue()


def docx(body: str, more: dict[str, str | bytes] | None = None) -> bytes:
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": WORD.format(body)}
    return zipped({**parts, **(more or {})})


def pdf(objects: list[bytes], more: bytes = b"") -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    tail = b"trailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF"
    return out + head + tail % (size, more, len(out))


def pdf_of_lines(*pages: list[str], info: bytes = b"") -> bytes:
    """A PDF with a text layer: one line of text below the other on each page."""
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, len(pages)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number, lines in enumerate(pages):
        words = b"BT /F1 11 Tf 40 800 Td 14 TL " + b"".join(
            b"(%b) Tj T* " % line.replace("(", r"\(").replace(")", r"\)").encode("cp1252")
            for line in lines
        ) + b"ET"  # fmt: skip
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 850]/Resources<</Font<</F1 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (first + 2 * number + 1),
            b"<</Length %d>>stream\n%b\nendstream" % (len(words), words),
        ]
    objects.append(b"<<%b>>" % info)
    return pdf(objects, b"/Info %d 0 R" % len(objects) if info else b"")


def pdf_with_stream(packed: bytes) -> bytes:
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
            b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
        ]
    )


def flate_bomb(size: int) -> bytes:
    packer = zlib.compressobj(9)
    piece = b"\0" * 1_000_000
    parts = [packer.compress(piece) for _ in range(size // len(piece))]
    return b"".join(parts) + packer.flush()


LETTER = (
    b"From: Anna Lee <anna@mfa.gov.uz>\r\nTo: desk@steppe.example\r\n"
    b"Subject: =?utf-8?b?0JfQsNCy0L7QtA==?= deal\r\nDate: Fri, 06 Oct 2023 23:10:00 +0500\r\n"
    b"MIME-Version: 1.0\r\n"
)


def nested_letter(depth: int) -> bytes:
    parts = [LETTER, b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n"]
    for number in range(depth):
        parts.append(
            b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (number, number + 1)
        )
    return b"".join(parts)
