"""One person at a page of the desk by the keys Tab, Enter and Space alone; what they do is counted."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.axe import settled, width_of

MOST_TABS = 400


class Keys:
    """One person at one page. Inputs are what they do: press, type, choose, tick. Tabs are the way there by keys."""

    size = {"width": 1280, "height": 900}

    def __init__(self, page):
        self.page, self.problems = page, []
        self.begin()

    def begin(self) -> None:
        """Count from here."""
        self.inputs, self.tabs, self.since = 0, 0, time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has taken so far, with the machine's own share."""
        return time.monotonic() - self.since

    def press(self, role: str, name, *, exact: bool = False) -> None:
        """Press a link or a button, and wait for the page that follows."""
        one = self.page.get_by_role(role, name=name, exact=exact).first
        self.reach(one)
        with self.page.expect_navigation():
            self.act(one, "Enter")
        settled(self.page)
        if (wide := width_of(self.page)) > self.size["width"]:
            self.problems.append(f"{self.page.url} is {wide} px wide")

    def file(self, label, name: str, content: bytes) -> None:
        """Choose a file; how, is the machine's own."""
        self.reach(self.page.get_by_label(label))
        self.page.get_by_label(label).set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        self.inputs += 1

    def sees(self, words) -> None:
        """See words without looking for them: on the part of the page that is shown."""
        expect(self.page.get_by_text(words).first).to_be_in_viewport()

    def reach(self, one) -> None:
        """Go there by Tab. It has to be reached, and seen when it is."""
        expect(one).to_be_visible()
        handle = one.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate("one => one === document.activeElement", handle):
                expect(one).to_be_in_viewport()
                return
            self.page.keyboard.press("Tab")
            self.tabs += 1
        pytest.fail(f"Not reached by {MOST_TABS} times Tab: {one} on {self.page.url}")

    def act(self, one, key: str) -> None:
        """Press the key where one is."""
        self.page.keyboard.press(key)
        self.inputs += 1

    def fill(self, label, text: str, *, exact: bool = False) -> None:
        """Type into a field, in the place of what stands there."""
        self.reach(self.page.get_by_label(label, exact=exact).first)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.inputs += 1

    def choose(self, label, option: str, *, exact: bool = False) -> None:
        """Choose from a list by its first letters."""
        field = self.page.get_by_label(label, exact=exact).first
        self.reach(field)
        # A keyboard has no curly apostrophe.
        self.page.keyboard.type(option.partition("’")[0])
        expect(field.locator("option:checked")).to_have_text(option)
        self.inputs += 1
