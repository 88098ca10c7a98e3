"""What comes back: bounces and complaints about our mail, and the mail that people write to the campaign.

A provider calls a webhook; anymail checks it and sends a signal; `receiving` hands each signal to one function.
"""
