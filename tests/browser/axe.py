"""What axe finds on a page."""

from axe_playwright_python.sync_playwright import Axe

WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")


def violations(page) -> list[str]:
    """Return a line for each thing axe finds wrong with the page as it stands."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def violations_everywhere(page) -> dict[tuple[str, int], list[str]]:
    """Return what axe finds in light and dark, on a phone and on a desk; empty when it finds nothing."""
    found = {}
    size = page.viewport_size
    for scheme in SCHEMES:
        for width in WIDTHS:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 800})
            if lines := violations(page):
                found[scheme, width] = lines
    page.set_viewport_size(size)
    return found
