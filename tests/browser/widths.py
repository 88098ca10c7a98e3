"""What does not fit: how far a page scrolls sideways, and which figures run into their words, at each width."""

WIDTHS = [*range(320, 431, 10), 768, 1280]
# For pages of the desk, of which there are many.
FEW_WIDTHS = (320, 390, 600, 768, 1024, 1280, 1440)
# How many pixels a page is wider than the screen, and which figures run into their words or out of their column.
MEASURE = """() => {
  const box = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect();
  };
  const clashes = [...document.querySelectorAll(".figure")].filter((figure) => {
    const number = box(figure.querySelector(".figure__number")), words = box(figure.querySelector(".figure__words"));
    if (!number.width) return false;
    const beside = number.right > words.left && number.bottom > words.top + 8 && number.top < words.bottom - 8;
    return beside || Math.max(number.right, words.right) > figure.getBoundingClientRect().right + 1;
  });
  const root = document.documentElement;
  return [Math.max(0, root.scrollWidth - root.clientWidth), clashes.map((figure) => figure.textContent)];
}"""


def faults(page, address):
    """Return what is wrong with one page, by width and size of letters; it is loaded once."""
    response = page.goto(address)
    assert response.status == 200, address
    found = {}
    for letters, widths in (("100%", WIDTHS), ("200%", (320, 360, 390, 430, 768))):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            if (measured := page.evaluate(MEASURE)) != [0, []]:
                found[letters, width] = measured
    return found
