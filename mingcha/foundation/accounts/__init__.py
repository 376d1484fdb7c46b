"""People who sign in, and the three administrators.

Owns User. What a person may do in a body is a post (registry.bodies); on a team, a membership
(prepare.teams). Both end; an account alone gives nothing.
"""
