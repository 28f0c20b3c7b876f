# Runs on every node: as `sysbatch` until it ends, as `system` until it is stopped.

variable "job_id" {
  type    = string
  default = "everywhere"
}

variable "type" {
  type    = string
  default = "sysbatch"
}

job "everywhere" {
  id   = var.job_id
  type = var.type

  group "app" {
    task "main" {
      driver = "exec"

      config {
        command = "sh"
        args    = ["-c", var.type == "system" ? "exec sleep infinity" : "exit 0"]
      }

      kill_signal = "SIGKILL"

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
