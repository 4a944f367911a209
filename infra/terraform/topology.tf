# What topology.yaml says, in the shape that the other files need. Nothing here or there names a function.

locals {
  topology  = yamldecode(file("${path.module}/../../functions/topology.yaml"))
  functions = { for name, own in local.topology.functions : name => merge(local.topology.defaults, own) }

  # The platform wants hyphens where Python wants underscores.
  names = { for name in keys(local.functions) : name => "aiprod-${replace(name, "_", "-")}" }

  # topic => the function that listens to it
  heard  = merge([for name, function in local.functions : { for topic in function.topics : topic => name }]...)
  topics = toset(concat(keys(local.heard), [local.topology.dead_letters.last_resort]))

  parts = { for name, function in local.functions : name => [for part in function.parts : local.topology.parts[part]] }

  # Whom a function may call: its own course, what its parts bring, and itself when it does units of work.
  calls = {
    for name, function in local.functions : name => distinct(flatten([
      function.calls,
      [for part in local.parts[name] : part.calls],
      contains(function.parts, "work") ? [name] : [],
    ]))
  }

  delayed = toset([for name, parts in local.parts : name if anytrue([for part in parts : part.delays])])
  writes  = { for name, function in local.functions : name => distinct(concat(local.topology.everyone.writes, function.writes)) }
}
