"""What the rules of a conference can say, where they say one of a few things."""

from django.db.models import TextChoices


class ConferenceKind(TextChoices):
    """Which of a party's conferences it is."""

    ANNUAL = "annual", "Annual conference"
    WOMENS = "womens", "Women’s conference"
    WELSH = "welsh", "Welsh conference"
    SCOTTISH = "scottish", "Scottish conference"
    REGIONAL = "regional", "Regional conference"
    YOUTH = "youth", "Youth conference"
    OTHER = "other", "Another conference"


class TitleRule(TextChoices):
    """Whether the words of a title count, and where."""

    APART = "apart", "The title has a limit of its own"
    IN_TEXT = "in-text", "The words of the title count with the text"
    NOT_COUNTED = "not-counted", "The title is not counted"


class WindowKind(TextChoices):
    """What has a time of its own beside ordinary motions, whose deadline is the conference's own."""

    ADVICE = "advice", "Advice on drafting"
    EMERGENCY = "emergency", "Emergency motions"
    AMENDMENT = "amendment", "Amendments"
    RULE_CHANGE = "rule-change", "Rule changes"
    NOMINATION = "nomination", "Nominations"
    DELEGATE = "delegate", "Registration of delegates"
    PRE_AGENDA = "pre-agenda", "The agenda before the first"
    FIRST_AGENDA = "first-agenda", "The first agenda"
    CO_PROPOSER = "co-proposer", "Co-proposers"
    FINAL_AGENDA = "final-agenda", "The final agenda"
    LATE = "late", "Late motions"
    OTHER = "other", "Something else"


class SenderKind(TextChoices):
    """Who may send a motion."""

    LOCAL_PARTY = "local-party", "A CLP or local party"
    BRANCH = "branch", "A branch"
    AFFILIATE = "affiliate", "An affiliated union or society"
    STUDENT_UNION = "student-union", "A students’ union"
    MEMBERS = "members", "Members together"
    OTHER = "other", "Somebody else"


class Priorities(TextChoices):
    """How conference chooses among the motions in order."""

    NONE = "none", "There is no ballot"
    BALLOT = "ballot", "A priorities ballot"
    RANKED = "ranked", "Delegates rank the motions"


class RuleChangeBeside(TextChoices):
    """Whether a CLP may send a motion and a rule change in one year. Sources conflict (2022, 2023)."""

    AND = "and", "A motion and a rule change"
    OR = "or", "A motion or a rule change"


class WindowUnit(TextChoices):
    """In what a time after a ruling is counted."""

    HOURS = "hours", "hours"
    DAYS = "days", "days"


class RuleSubject(TextChoices):
    """What a source speaks of: the page of the rules names one beside each part."""

    LENGTH = "length", "How long a motion may be"
    MATTERS = "matters", "What a motion may be about"
    SENDING = "sending", "Who may send one"
    RULE_CHANGES = "rule-changes", "Rule changes"
    DELEGATION = "delegation", "The delegation"
    APPEALS = "appeals", "Appeals"
    PRIORITIES = "priorities", "Priorities"
