# A raw_exec task on every client. Its log is followed while agents are replaced, so it writes twice a second.
variable "job_id" {
  type = string
}

job "system" {
  id   = var.job_id
  name = var.job_id
  type = "system"

  group "system" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    task "watch" {
      driver = "raw_exec"

      config {
        command = "/bin/sh"
        args    = ["-c", "trap 'exit 0' TERM; while :; do date +%s; sleep 0.5; done"]
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
