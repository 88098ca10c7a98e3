"""One person at a page of the desk, by keys alone or by touch on a phone; what they do is counted."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.axe import settled, width_of

MOST_TABS = 400
# A finger needs so many pixels each way (WCAG 2.2, 2.5.8).
SMALLEST = 24
# Below it a phone enlarges the page round whatever is typed into.
LETTERS = 16


class Hands:
    """One person at one page. Inputs are what they do: press, type, choose, tick. Steps are the way there."""

    steps_are = "steps"
    # How the browser is set up for them.
    context: dict = {}

    def __init__(self, page):
        self.page, self.problems = page, []
        self.begin()

    def begin(self) -> None:
        """Count from here."""
        self.inputs, self.steps, self.since = 0, 0, time.monotonic()

    @property
    def told(self) -> str:
        """What it took so far; in the seconds is the machine's own share."""
        return f"{self.inputs} inputs, {self.steps} {self.steps_are}, {time.monotonic() - self.since:.1f} s"

    def press(self, role: str, name, *, exact: bool = False) -> None:
        """Press a link or a button, and wait for the page that follows."""
        one = self.page.get_by_role(role, name=name, exact=exact).first
        self.reach(one)
        with self.page.expect_navigation():
            self.hit(one)
        settled(self.page)
        if (wide := width_of(self.page)) > self.context["viewport"]["width"]:
            self.problems.append(f"{self.page.url} is {wide} px wide")

    def tick(self, label, *, exact: bool = False) -> None:
        """Tick a box."""
        one = self.page.get_by_label(label, exact=exact).first
        self.reach(one)
        self.mark(one)
        expect(one).to_be_checked()
        self.inputs += 1

    def fill(self, label, text: str, *, exact: bool = False) -> None:
        """Type into a field, in the place of what stands there."""
        one = self.page.get_by_label(label, exact=exact).first
        self.reach(one)
        self.write(one, text)
        expect(one).to_have_value(text)
        self.inputs += 1

    def choose(self, label, option: str, *, exact: bool = False) -> None:
        """Choose from a list."""
        field = self.page.get_by_label(label, exact=exact).first
        self.reach(field)
        self.pick(field, option)
        expect(field.locator("option:checked")).to_have_text(option)
        self.inputs += 1

    def date(self, label, day) -> None:
        """Give a day, in a field for days."""
        one = self.page.get_by_label(label).first
        self.reach(one)
        self.give(one, day)
        expect(one).to_have_value(day.isoformat())
        self.inputs += 1

    def file(self, label, name: str, content: bytes) -> None:
        """Choose a file; how, is the machine's own."""
        self.reach(self.page.get_by_label(label))
        self.page.get_by_label(label).set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        self.inputs += 1

    def sees(self, words) -> None:
        """See words without looking for them: on the part of the page that is shown."""
        expect(self.page.get_by_text(words).first).to_be_in_viewport()


class Keys(Hands):
    """By the keys Tab, Enter, Space and letters."""

    steps_are = "tabs"
    context = {"viewport": {"width": 1280, "height": 900}}

    def reach(self, one) -> None:
        """Go there by Tab. It has to be reached, and seen when it is."""
        expect(one).to_be_visible()
        handle = one.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate("one => one === document.activeElement", handle):
                expect(one).to_be_in_viewport()
                return
            self.page.keyboard.press("Tab")
            self.steps += 1
        pytest.fail(f"Not reached by {MOST_TABS} times Tab: {one} on {self.page.url}")

    def hit(self, one) -> None:
        self.page.keyboard.press("Enter")
        self.inputs += 1

    def mark(self, one) -> None:
        self.page.keyboard.press("Space")

    def write(self, one, text: str) -> None:
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def pick(self, field, option: str) -> None:
        # By its first letters. A keyboard has no curly apostrophe.
        self.page.keyboard.type(option.partition("’")[0])

    def give(self, one, day) -> None:
        # Chromium asks for the parts of a day in the order of the machine's own language.
        for order in ("%d%m%Y", "%m%d%Y"):
            self.page.keyboard.type(day.strftime(order))
            if one.input_value() == day.isoformat():
                return
            for _ in range(2):
                self.page.keyboard.press("ArrowLeft")


class Thumb(Hands):
    """By touch on a phone of 390 pixels."""

    steps_are = "swipes"
    context = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

    def reach(self, one) -> None:
        """Swipe there. What is to be touched has to be large enough for it."""
        expect(one).to_be_visible()
        box = one.bounding_box()
        top, height = box["y"], self.context["viewport"]["height"]
        self.steps += int(abs(top + box["height"] / 2 - height / 2) / height + 0.5)
        one.scroll_into_view_if_needed()
        # A box and the words beside it are touched as one.
        size = one.evaluate("""one => {
          const box = (one.closest("label") || one).getBoundingClientRect();
          const isWritten = one.matches("select, textarea, input:not([type=checkbox], [type=radio], [type=file])");
          return [box.width, box.height, parseFloat(getComputedStyle(one).fontSize), isWritten];
        }""")
        if min(size[:2]) < SMALLEST:
            self.problems.append(f"{one} on {self.page.url} is {size[0]:.0f} by {size[1]:.0f} px")
        if size[3] and size[2] < LETTERS:
            self.problems.append(f"{one} on {self.page.url} has letters of {size[2]:.1f} px")

    def hit(self, one) -> None:
        one.tap()
        self.inputs += 1

    def mark(self, one) -> None:
        one.tap()

    def write(self, one, text: str) -> None:
        one.tap()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def pick(self, field, option: str) -> None:
        # The phone draws the list itself.
        field.select_option(label=option)

    def give(self, one, day) -> None:
        # And the calendar.
        one.fill(day.isoformat())
