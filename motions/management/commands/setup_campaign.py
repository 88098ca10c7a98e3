"""`manage.py setup_campaign`: start a real campaign, by questions or by options."""

import os
from getpass import getpass
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.forms import BaseForm, Field

from motions.actions.campaigns import CampaignExists, refuse_second_campaign, start_campaign
from motions.forms.campaigns import AdminForm, CampaignForm, ConferenceForm, FirstMotionForm, suggested_slug
from motions.known_rules import known_rules

PASSWORD_VARIABLE = "DJANGO_SUPERUSER_PASSWORD"  # noqa: S105  a name, and the one that createsuperuser reads too
# Which option answers which question of each form.
OPTIONS: dict[type[BaseForm], dict[str, str]] = {
    ConferenceForm: {
        "name": "conference-name",
        "starts_on": "starts-on",
        "ends_on": "ends-on",
        "motions_open_on": "motions-open-on",
        "deadline": "deadline",
        "title_word_limit": "title-word-limit",
        "text_word_limit": "text-word-limit",
    },
    CampaignForm: {
        "name": "campaign-name",
        "group": "group",
        "summary": "summary",
        "email": "email",
        "target": "target",
    },
    FirstMotionForm: {"slug": "slug"},
    AdminForm: {"email": "admin-email"},
}
AnyForm = TypeVar("AnyForm", bound=BaseForm)
NEXT_STEPS = """
“{campaign}” is set up. Next:

{start}  {two}. Sign in at {site}/admin/ as {admin}
  {three}. Write the text of the motion there: until you do, nobody can take it to their CLP. The front page lists
     what else is still to be set up, and ticks it off by itself.
{end}"""
AT_HOME: dict[str, Any] = {
    "start": "  1. Start the site: make run\n",
    "two": 2,
    "three": 3,
    "end": "  4. Where other people are to reach the site, see docs/running.md.\n",
}
# In production the site is up before its campaign is: the same command that installs it starts it.
IN_PRODUCTION: dict[str, Any] = {
    "start": "",
    "two": 1,
    "three": 2,
    "end": "  3. See whether mail leaves: manage.py send_test_mail {admin}\n"
    "  4. Does nothing answer at that address? docs/running.md says how the site is started.\n",
}


class Command(BaseCommand):
    """Ask for what a campaign needs, each question in plain words, and set it up in one go or not at all."""

    help = "Start a real campaign: its conference, its conference motion (without its text yet) and its first admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take an option for each question, and `--no-input`."""
        for form, options in OPTIONS.items():
            fields = form().fields
            for name, option in options.items():
                field = fields[name]
                parser.add_argument(f"--{option}", help=f"{field.label} For example: {field.help_text}")
        parser.add_argument(
            "--rules",
            choices=sorted(known_rules()),
            help="Fill in the conference’s other rules from those that we have read of this one.",
        )
        parser.add_argument(
            "--no-input",
            action="store_true",
            help=f"Ask nothing. Each option must then be given, and the password in {PASSWORD_VARIABLE}.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, set up and say what comes next; raise CommandError, with nothing saved, where it cannot be done."""
        self.options = options
        try:
            refuse_second_campaign()
            self.set_up()
        except CampaignExists as error:
            raise CommandError(refusal(str(error))) from error
        except (EOFError, KeyboardInterrupt) as error:
            raise CommandError("Stopped. Nothing was saved.") from error

    def set_up(self) -> None:
        """Go through the forms, then save what they hold."""
        conference = self.fill(ConferenceForm)
        campaign = self.fill(CampaignForm)
        motion = self.fill(FirstMotionForm, slug=suggested_slug(campaign.cleaned_data))
        admin = self.fill(AdminForm, password=os.environ.get(PASSWORD_VARIABLE, ""))
        person = start_campaign(
            conference=conference.save(commit=False),
            campaign=campaign.save(commit=False),
            motion=motion.save(commit=False),
            rules=known_rules().get(self.options["rules"]),
            **admin.cleaned_data,
        )
        steps = {"campaign": campaign.cleaned_data["name"], "site": settings.SITE_URL, "admin": person.get_username()}
        here = IN_PRODUCTION if settings.SITE_URL.startswith("https:") else AT_HOME
        self.stdout.write(NEXT_STEPS.format(**{**here, "end": here["end"].format(**steps)}, **steps))

    def fill(self, form_class: type[AnyForm], **defaults: str) -> AnyForm:
        """Return the form, valid, with what the options answer and, where they do not, what was typed."""
        answers: dict[str, str] = {}
        for name, field in form_class().fields.items():
            option = OPTIONS[form_class].get(name)
            given = self.options.get(option.replace("-", "_")) if option else None
            answer = given or defaults.get(name) or self.ask(name, field)
            while reason := why_not(form_class, {**answers, name: answer}, name):
                self.object_to(option or PASSWORD_VARIABLE, reason)
                answer = self.ask(name, field)
            answers[name] = answer
        form = form_class(answers)
        form.full_clean()
        return form

    def ask(self, name: str, field: Field) -> str:
        """Return what a person types in answer to the question; with `--no-input`, an empty answer."""
        if self.options["no_input"]:
            return ""
        self.stdout.write(f"\n{field.label}")
        if name != "password":
            self.stdout.write(f"(For example: {field.help_text})")
            return input("> ")
        while (password := getpass("> ")) != getpass("Once more: "):
            self.stdout.write("The two are not the same. Type your password, then type it once more.")
        return password

    def object_to(self, option: str, reason: str) -> None:
        """Say why an answer will not do; with `--no-input`, raise CommandError."""
        if self.options["no_input"]:
            source = option if option == PASSWORD_VARIABLE else f"--{option}"
            raise CommandError(f"{source}: {reason} Nothing was saved.")
        self.stdout.write(self.style.ERROR(reason))


def why_not(form_class: type[BaseForm], answers: dict[str, str], name: str) -> str:
    """Return why the answer to `name` will not do beside the earlier ones; empty where it will."""
    errors = form_class(answers).errors
    # An error of the form as a whole comes of the last answer: without it there was none.
    return " ".join(str(reason) for reason in [*errors.get(name, []), *errors.get(NON_FIELD_ERRORS, [])])


def refusal(campaign: str) -> str:
    """Return why no second campaign is started, and the way to a new one."""
    way = "Name an empty database in DATABASE_URL, then run this again."
    if connection.vendor == "sqlite":
        database = connection.settings_dict["NAME"]
        way = f"Stop the site, put its database aside (mv {database} {database}.old), then: make campaign"
    return f"This site has a campaign already: “{campaign}”. To start another, begin with an empty database. {way}"
