# An operator's job for rehearsals with injected failures: a command can be run in its task.
job "keeper" {
  group "keeper" {
    task "keep" {
      driver = "exec"

      config {
        command = "/bin/sh"
        args    = ["-c", "trap exit TERM; while :; do sleep 1 & wait; done"]
      }
    }
  }
}
