# A prestart, a main and a poststop task that each end well.

variable "job_id" {
  type    = string
  default = "three-steps"
}

variable "driver" {
  type    = string
  default = "exec"
}

variable "image" {
  type    = string
  default = "busybox:1"
}

job "three-steps" {
  id   = var.job_id
  type = "batch"

  group "app" {
    task "before" {
      lifecycle {
        hook    = "prestart"
        sidecar = false
      }

      driver = var.driver

      config {
        image   = var.driver == "docker" ? var.image : null
        command = "true"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "main" {
      driver = var.driver

      config {
        image   = var.driver == "docker" ? var.image : null
        command = "true"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }

    task "after" {
      lifecycle {
        hook    = "poststop"
        sidecar = false
      }

      driver = var.driver

      config {
        image   = var.driver == "docker" ? var.image : null
        command = "true"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
