# More hosts than there are: those that fit run.

variable "job_id" {
  type    = string
  default = "unplaced"
}

job "unplaced" {
  id   = var.job_id
  type = "service"

  group "app" {
    count = 60

    constraint {
      operator = "distinct_hosts"
      value    = "true"
    }

    task "main" {
      driver = "exec"

      config {
        command = "sleep"
        args    = ["infinity"]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
