"""Keys of a territory: a program acts in the workspace on behalf of a member of its team, and no further."""
