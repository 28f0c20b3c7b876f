# A task on every node. Another `release` is a change that has to reach each of them.

variable "job_id" {
  type    = string
  default = "every-node"
}

variable "release" {
  type    = string
  default = "1"
}

job "every-node" {
  id   = var.job_id
  type = "system"

  group "app" {
    task "main" {
      driver = "raw_exec"

      config {
        command = "sleep"
        args    = ["infinity"]
      }

      env {
        RELEASE = var.release
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
