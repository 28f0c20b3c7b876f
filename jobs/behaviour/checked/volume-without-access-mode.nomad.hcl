# A CSI volume whose access mode is not said.

variable "job_id" {
  type    = string
  default = "checked"
}

job "checked" {
  id   = var.job_id
  type = "batch"

  group "app" {
    volume "data" {
      type   = "csi"
      source = "any"
    }

    task "main" {
      driver = "exec"

      config {
        command = "true"
      }
    }
  }
}
