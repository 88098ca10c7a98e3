"""What axe finds on a page, and how wide it is. Both wait till it has loaded: a click may leave it half there."""

from axe_playwright_python.sync_playwright import Axe

# In which colours, and how wide, axe looks at a page. What is light and wide is light and narrow with more room, and
# what is dark has the inks of the dark at any width.
LOOKS = (("light", 320), ("dark", 1280))
# What axe finds in Django's own tables of related rows and in its search for one, which we do not draw.
DJANGOS_OWN = ("empty-table-header", "select2-")
# What passes need not be told, node by node, and no style sheet need be fetched again: a third of axe's time.
FAULTS_ALONE = {"resultTypes": ["violations"], "preload": False}


def settled(page):
    """Return the page once it has loaded. A click returns when the next page begins, and that has no root yet."""
    page.wait_for_load_state("load")
    return page


def width_of(page) -> int:
    """Return how wide the page is, in pixels; more than the window is a page that scrolls sideways."""
    return settled(page).evaluate("document.documentElement.scrollWidth")


def violations(page) -> list[str]:
    """Return a line for each thing axe finds wrong with the page as it stands."""
    # A page keeps axe until the next is loaded; half a megabyte need not be sent again for each look.
    axe = Axe("") if settled(page).evaluate("typeof axe !== 'undefined'") else Axe()
    found = axe.run(page, options=FAULTS_ALONE).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def without_djangos_own(lines: list[str]) -> list[str]:
    """Return what axe found but for what Django draws."""
    return [line for line in lines if not any(own in line for own in DJANGOS_OWN)]


def looks(page):
    """Give a page each of its looks, one after the other; yield the colours and the width."""
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        yield scheme, width


def violations_everywhere(page) -> dict[tuple[str, int], list[str]]:
    """Return what axe finds in the light on a phone and in the dark on a desk; empty when it finds nothing."""
    found = {}
    size = page.viewport_size
    for look in looks(page):
        if lines := violations(page):
            found[look] = lines
    page.set_viewport_size(size)
    return found


def clipboard_of(page) -> str:
    """Return what was copied, read on a page without our headers: ours let no page read it."""
    reader = page.context.new_page()
    reader.route("**/clipboard", lambda route: route.fulfill(body="<p>Read here.</p>", content_type="text/html"))
    reader.goto(page.evaluate("location.origin") + "/clipboard")
    reader.bring_to_front()
    text = reader.evaluate("navigator.clipboard.readText()")
    reader.close()
    return text
