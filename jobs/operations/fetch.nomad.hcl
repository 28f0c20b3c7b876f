# Fetches these addresses from a task and prints what they answer. No second attempt: curl's exit code 7 is a refused connection.

variable "job_id" {
  type    = string
  default = "fetch"
}

variable "urls" {
  type = list(string)
}

# Of the group that fetches: "host" or "bridge".
variable "mode" {
  type    = string
  default = "host"
}

job "fetch" {
  id   = var.job_id
  type = "batch"

  group "fetch" {
    network {
      mode = var.mode
    }

    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    task "fetch" {
      driver = "exec"

      config {
        command = "curl"
        args    = concat(["--fail", "--silent", "--show-error", "--max-time", "10"], var.urls)
      }

      resources {
        cpu    = 20
        memory = 64
      }
    }
  }
}
