"""The site as gunicorn serves it, without the limit on how often one network sends a form: here all come from one."""

from campaign.wsgi import application
from clps.lib.throttle import Limit, Throttle
from motions.views import form_throttle

ENDLESS = Limit(10**9, form_throttle.HOUR)
form_throttle.SENDINGS = Throttle(name="public form", network=ENDLESS, everybody=ENDLESS)

__all__ = ["application"]
