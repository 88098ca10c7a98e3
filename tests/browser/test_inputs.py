"""From landing to a logged report: how many things a member has to put in."""

from django.utils import timezone

from motions.models import Submission

MOST = 8


class Counted:
    """A page on which every field that is filled or ticked is counted."""

    def __init__(self, page):
        self.page, self.inputs = page, 0

    def fill(self, label, text):
        self.page.get_by_label(label).first.fill(text)
        self.inputs += 1

    def check(self, label):
        self.page.get_by_label(label).first.check()
        self.inputs += 1


def test_report_takes_at_most_eight_inputs_from_the_front_page_even_by_a_branch(page, live_server, motion, clp):
    counted = Counted(page)
    page.goto(live_server.url)
    page.locator("#find-q").fill(clp.name)
    counted.inputs += 1
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Write the email").click()
    counted.check("General Committee")
    page.locator("input[name=branch]").fill("Market")
    counted.inputs += 1
    page.get_by_role("button", name="Show me the email").click()
    page.get_by_role("link", name="Yes, I have sent it").click()
    counted.check("On this date")
    counted.fill("Date of the meeting", timezone.localdate().isoformat())
    counted.fill("Your name", "Alex Activist")
    counted.fill("Your email address", "alex@example.org")
    page.locator("[name=consent]").check()
    counted.inputs += 1
    page.get_by_role("button", name="Report it").click()
    page.get_by_text("alex@example.org").first.wait_for()
    submission = Submission.objects.get()
    assert (submission.body, submission.branch.name, submission.reporter_name) == ("branch", "Market", "Alex Activist")
    assert counted.inputs <= MOST
