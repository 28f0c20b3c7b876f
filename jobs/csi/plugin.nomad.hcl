# The hostpath CSI driver on every client: one task serves both the controller and the node service.
variable "job_id" {
  type = string
}

variable "plugin_id" {
  type = string
}

variable "image" {
  type = string
}

# How long Nomad waits before it starts a driver again that has ended. Nomad's default is 15 s.
variable "restart_delay" {
  type    = string
  default = "2s"
}

job "csi-plugin" {
  id   = var.job_id
  name = var.job_id
  type = "system"

  group "plugin" {
    # However often it ends it must come back: with Nomad's default, the third end within half an hour is final, and the
    # node stays without its volumes.
    restart {
      attempts = 100
      interval = "10m"
      delay    = var.restart_delay
      mode     = "delay"
    }

    task "driver" {
      driver = "docker"

      config {
        image = var.image

        args = [
          "--endpoint", "unix:///csi/csi.sock",
          "--node-id", "${node.unique.name}",
          "--driver-name", "hostpath.csi.nomad-e2e",
          "--shared", "/shared",
          "--mode", "monolith",
        ]

        # SYS_ADMIN is what a bind mount needs; the whole of `privileged` is not.
        cap_add      = ["SYS_ADMIN"]
        security_opt = ["seccomp=unconfined", "apparmor=unconfined"]
        volumes      = ["/srv/csi-shared:/shared"]
      }

      csi_plugin {
        id        = var.plugin_id
        type      = "monolith"
        mount_dir = "/csi"
      }

      resources {
        cpu    = 50
        memory = 96
      }
    }
  }
}
