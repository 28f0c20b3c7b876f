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

# How long Nomad waits before it restarts a driver that has ended; its own default is 15 s.
variable "restart_delay" {
  type    = string
  default = "2s"
}

variable "restart_attempts" {
  type    = number
  default = 100
}

# Defaults that a driver profile may replace (fixtures/profiles). Nomad fills in the node's name when the task starts.
variable "args" {
  type = list(string)
  default = [
    "--endpoint", "unix:///csi/csi.sock",
    "--node-id", "$${node.unique.name}",
    "--driver-name", "hostpath.csi.nomad-e2e",
    "--shared", "/shared",
    "--mode", "monolith",
  ]
}

variable "env" {
  type    = map(string)
  default = {}
}

variable "files" {
  type    = map(string)
  default = {}
}

variable "volumes" {
  type    = list(string)
  default = ["/srv/csi-shared:/shared"]
}

# SYS_ADMIN is what a bind mount needs; the whole of `privileged` is not.
variable "cap_add" {
  type    = list(string)
  default = ["SYS_ADMIN"]
}

variable "privileged" {
  type    = bool
  default = false
}

# Names of files in the nodes' /dev that it may open. Nomad shows it all of /dev, and the right to open them is another matter.
variable "devices" {
  type    = list(string)
  default = []
}

variable "memory" {
  type    = number
  default = 96
}

job "csi-plugin" {
  id   = var.job_id
  name = var.job_id
  type = "system"

  group "plugin" {
    # However often it ends it must be restarted: by Nomad's default the third end within half an hour is final, and the
    # node stays without its volumes.
    restart {
      attempts = var.restart_attempts
      interval = "10m"
      delay    = var.restart_delay
      mode     = "delay"
    }

    task "driver" {
      driver = "docker"

      config {
        image        = var.image
        args         = var.args
        cap_add      = var.cap_add
        privileged   = var.privileged
        volumes      = var.volumes
        devices      = [for name in var.devices : { host_path = "/dev/${name}" }]
        security_opt = ["seccomp=unconfined", "apparmor=unconfined"]
      }

      env = var.env

      dynamic "template" {
        for_each = var.files

        content {
          destination = "local/${template.key}"
          data        = template.value
        }
      }

      csi_plugin {
        id        = var.plugin_id
        type      = "monolith"
        mount_dir = "/csi"
      }

      # Its share of a busy node, where it has to answer within a second of its start.
      resources {
        cpu    = 500
        memory = var.memory
      }
    }
  }
}
