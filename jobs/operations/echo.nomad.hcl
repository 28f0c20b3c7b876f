# Says each line that is written to the pipe "say" on its standard output, and in capitals on its standard error:
#   nomad alloc exec -task echo <alloc> sh -c 'echo hello > "$NOMAD_ALLOC_DIR/say"'
variable "job_id" {
  type    = string
  default = "echo"
}

variable "driver" {
  type    = string
  default = "exec"
}

variable "image" {
  type    = string
  default = ""
}

locals {
  script = <<-SCRIPT
    mkfifo "$NOMAD_ALLOC_DIR/say" 2>/dev/null
    # Open for both, the pipe has no end: opened for each line, it may end with the writer of the line before.
    while read -r line <&3; do
      echo "$line"
      echo "$line" | tr a-z A-Z >&2
    done 3<> "$NOMAD_ALLOC_DIR/say"
  SCRIPT
}

job "echo" {
  id   = var.job_id
  type = "service"

  group "app" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    task "echo" {
      driver = var.driver

      config {
        image   = var.driver == "docker" ? var.image : null
        command = "sh"
        args    = ["-c", local.script]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
