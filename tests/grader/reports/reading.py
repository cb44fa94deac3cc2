"""Reports read back, as a browser and as GitHub read them."""

from html.parser import HTMLParser

from markdown_it import MarkdownIt

VOID = {"meta"}


class Page(HTMLParser):
    """The tags with their attributes, and the text, of HTML whose elements are all closed in their order."""

    def __init__(self):
        super().__init__()
        self.tags = []
        self.text = ""
        self.open = []
        self.declarations = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def handle_decl(self, decl):
        self.declarations.append(decl)

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_pi = unknown_decl = handle_comment


def read_html(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return page


def read_markdown(text: str):
    """Return the kinds of all parts of Markdown, the code in it, and the text that is no code."""
    parts = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    parts = [inner for part in parts for inner in (part, *(part.children or ()))]
    kinds = {part.type for part in parts}
    code = [part.content for part in parts if part.type in {"code_inline", "fence", "code_block"}]
    return kinds, code, " ".join(part.content for part in parts if part.type == "text")
