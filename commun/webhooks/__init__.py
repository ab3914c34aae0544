"""Public news sent to another program as they come: signed, tried again, seen in the workspace (webhooks)."""
