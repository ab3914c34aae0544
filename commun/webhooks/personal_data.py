"""Who opened an address is nobody's business after them."""

from commun.accounts.personal_data import leave_out

leave_out("webhooks.Webhook.opened_by", "parle d’une adresse ; l’ouverture figure parmi les actions")
