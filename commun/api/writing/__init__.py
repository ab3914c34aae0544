"""Writing through the API: the actions of the workspace, under the same guards, for whoever holds a territory's key."""
