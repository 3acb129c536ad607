"""The project of Django in site/, set up for whoever imports this."""
import os
import sys

import django

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "site"))
os.environ["DJANGO_SETTINGS_MODULE"] = "accounts_site.settings"
django.setup()
