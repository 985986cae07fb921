"""What runs each type of action, one module a type, each with ``run(context: ActionContext) -> ActionResult``."""
