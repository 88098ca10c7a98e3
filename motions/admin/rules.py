"""The rules of a conference, as rows of its own page in the admin."""

from django.contrib import admin

from motions.models import ConferenceSender, ConferenceWindow, RefusalGround, RuleSet, RuleSource


class RuleSetInline(admin.StackedInline):
    """What the rules say beside the length of a motion. What is left empty, pages say is not known."""

    model = RuleSet
    verbose_name_plural = "what else the rules say"
    fieldsets = [
        ("About and length", {"fields": ["about", ("amendment_word_limit", "emergency_word_limit"), "notes"]}),
        (
            "Rule changes and the delegation",
            {
                "fields": [
                    ("rule_change_years_ahead", "rule_change_rest_years"),
                    ("rule_change_beside", "delegation_most"),
                ]
            },
        ),
        ("Appeals", {"fields": [("appeal_window", "appeal_unit")]}),
        ("Priorities", {"fields": ["priorities", ("chosen_by_clps", "chosen_by_affiliates")]}),
    ]


class WindowInline(admin.TabularInline):
    """Times of what is no ordinary motion."""

    model = ConferenceWindow
    extra = 0


class SenderInline(admin.TabularInline):
    """Who may send motions."""

    model = ConferenceSender
    extra = 0


class GroundInline(admin.StackedInline):
    """Why the committee refuses motions. Where none is named, the usual ones are offered."""

    model = RefusalGround
    extra = 0
    fieldsets = [(None, {"fields": [("ground", "name"), "rule", "source"]})]


class SourceInline(admin.StackedInline):
    """Where a part of the rules was read, where that is another place than for the whole."""

    model = RuleSource
    extra = 0


RULES = [RuleSetInline, WindowInline, SenderInline, GroundInline, SourceInline]
