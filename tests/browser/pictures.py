"""Take README's pictures of the desk anew, by `python -m tests.browser.pictures`, while `make run` serves it.

Another address than http://localhost:8000 is given as the argument.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from motions.demo import ORGANISER, PASSWORD
from tests.browser.chromium import ARGUMENTS, CHROMIUM

FOLDER = Path(__file__).parents[2] / "static" / "img" / "readme"
HEIGHT, WIDTHS, SCHEMES = 1000, (390, 1440), ("light", "dark")


def main(address="http://localhost:8000"):
    """Sign in as the demonstration's organiser, and take the front page in each width and scheme."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        # Without movement, so that no colour is caught on its way to another.
        page = browser.new_page(locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce")
        page.goto(f"{address}/admin/")
        page.get_by_label("Email address").fill(ORGANISER)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_selector("#attention")
        for width in WIDTHS:
            for scheme in SCHEMES:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.reload()
                page.screenshot(path=FOLDER / f"desk-{width}-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
