"""The question about a model local motion: who is to pass it?"""

from django import forms

from motions.enums import Route
from motions.forms.letters import MeetsForm

LOCAL_CHOICES = [
    (Route.BRANCH, "My branch", "Its members vote on it. You email the branch secretary."),
    (Route.CLP, "My CLP", "The whole CLP, or its General Committee, votes on it. You email the CLP secretary."),
    (Route.ASK, "I am not sure", "No matter. We write an email that asks."),
]


class LocalMeetsForm(MeetsForm):
    """Who is to pass a model local motion? A branch or a CLP may, however the CLP meets."""

    heading = "Who is to pass it?"
    lede = "Your branch or your CLP can pass it on its own account, whichever you like."
    offered = LOCAL_CHOICES
    routes = {route.value: route for route in Route}

    meets = forms.ChoiceField(
        label=heading,
        choices=[(value, label) for value, label, _ in LOCAL_CHOICES],
        error_messages={"required": "Choose one. If you are not sure, say so."},
    )
