# A CSI plugin job whose task never serves its socket, so that no node ever has the plugin.

variable "job_id" {
  type    = string
  default = "stillborn-plugin"
}

variable "plugin_id" {
  type    = string
  default = "stillborn"
}

variable "image" {
  type    = string
  default = "busybox:1"
}

job "stillborn-plugin" {
  id   = var.job_id
  type = "system"

  group "plugin" {
    restart {
      attempts = 0
      mode     = "fail"
    }

    task "driver" {
      driver = "docker"

      config {
        image   = var.image
        command = "sleep"
        args    = ["infinity"]
      }

      kill_signal = "SIGKILL"

      csi_plugin {
        id        = var.plugin_id
        type      = "node"
        mount_dir = "/csi"
      }

      resources {
        cpu    = 20
        memory = 32
      }
    }
  }
}
