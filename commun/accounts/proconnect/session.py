"""What a session remembers of ProConnect."""

# The id_token of the sign-in, which ProConnect wants back to sign out.
ID_TOKEN_KEY = "proconnect_id_token"  # noqa: S105 - the name of a key, not its value
# The state sent with the request to sign out, checked when the person comes back.
LOGOUT_STATE_KEY = "proconnect_logout_state"
# A ProConnect identity that waits for the code sent to the account which has the same address.
PENDING_KEY = "proconnect_pending"
